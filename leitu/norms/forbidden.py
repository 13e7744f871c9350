"""What no indicator may be computed from, each with the rule that forbids it (domain rules §10)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECK_IN = _("国办函〔2026〕12号：不得设置打卡签到、积分排名、统计在线时长等强制性功能")
INSTALL = _("国办函〔2026〕12号：不得强制推广下载使用，不得考核通报安装使用率，不得强制定期登录")
CLICKS = _("国办函〔2026〕12号：不得将点赞量、网络投票数、转发量、学习时长等作为考评依据")
TRACES = _("国办函〔2026〕12号：不得非必要强制上传工作照片、视频、轨迹")
KEEPING = _("《整治形式主义为基层减负若干规定》：不把是否开会发文、拍照留痕、制作学习笔记等作为评判标准")

SOURCES: dict[str, Promise] = {
    "logins": INSTALL,
    "installs": INSTALL,
    "reading": CLICKS,
    "reading_time": CLICKS,
    "online_time": CHECK_IN,
    "study_time": CLICKS,
    "check_ins": CHECK_IN,
    "points": CHECK_IN,
    "likes": CLICKS,
    "forwards": CLICKS,
    "net_votes": CLICKS,
    "photos": TRACES,
    "videos": TRACES,
    "tracks": TRACES,
    "uploads": TRACES,
    "notes": KEEPING,
}
"""Names of sources that are refused."""

WORDS: dict[str, Promise] = {
    "登录": INSTALL,
    "安装率": INSTALL,
    "下载量": INSTALL,
    "在线时长": CHECK_IN,
    "打卡": CHECK_IN,
    "积分排名": CHECK_IN,
    "阅读量": CLICKS,
    "学习时长": CLICKS,
    "点赞": CLICKS,
    "转发": CLICKS,
    "网络投票": CLICKS,
    "照片": TRACES,
    "视频": TRACES,
    "轨迹": TRACES,
    "上传": TRACES,
    "留痕": KEEPING,
    "学习笔记": KEEPING,
}
"""Words that give such an indicator away in its title, whatever source it names."""


def rule_against(source: str, title: str) -> Promise | None:
    """The rule that an indicator with this source and title would break, if any."""
    if source in SOURCES:
        return SOURCES[source]
    return next((rule for word, rule in WORDS.items() if word in title), None)
