"""Invented names of people, places and firms. Tables of ordinary parts; only the combinations are made here."""

import random

# fmt: off
SURNAMES = {
    "王": 72, "李": 71, "张": 68, "刘": 53, "陈": 45, "杨": 31, "黄": 22, "赵": 21, "吴": 20, "周": 20,
    "徐": 16, "孙": 15, "马": 13, "朱": 13, "胡": 13, "郭": 12, "何": 12, "高": 11, "林": 11, "罗": 10,
    "郑": 10, "梁": 9, "谢": 8, "宋": 8, "唐": 7, "许": 7, "韩": 7, "冯": 6, "邓": 6, "曹": 6,
    "彭": 6, "曾": 6, "肖": 5, "田": 5, "董": 5, "袁": 5, "潘": 5, "于": 5, "蒋": 5, "蔡": 5,
    "余": 5, "杜": 5, "叶": 4, "程": 4, "苏": 4, "魏": 4, "吕": 4, "丁": 4, "任": 4, "沈": 4,
    "姚": 4, "卢": 4, "姜": 4, "崔": 3, "钟": 3, "谭": 3, "陆": 3, "汪": 3, "范": 3, "金": 3,
    "石": 3, "廖": 3, "贾": 3, "夏": 3, "韦": 3, "付": 2, "方": 2, "白": 2, "邹": 2, "孟": 2,
    "熊": 2, "秦": 2, "邱": 2, "江": 2, "尹": 2, "薛": 2, "闫": 2, "段": 2, "雷": 2, "侯": 2,
    "龙": 2, "史": 2, "陶": 2, "黎": 2, "贺": 2, "顾": 2, "毛": 2, "郝": 2, "龚": 2, "邵": 2,
    "欧阳": 1, "上官": 1,
}

# Characters of given names by decade of fashion: (men, women).
GIVEN = {
    1900: ("国德福贵荣华生林树明成文武有庆山才春田海", "秀英桂兰玉珍凤梅素芳淑贤翠菊香莲花云彩娥"),
    1955: ("建国军卫东红兵强志明永胜援朝跃进学文忠新民勇和平", "丽萍红梅艳霞玲芳秀琴淑敏爱华桂荣玉兰凤英美"),
    1975: ("伟强磊军勇涛斌波辉刚鹏超峰健华飞亮平俊宏", "静丽娟燕艳敏玲娜霞婷雪莉芳慧红梅琳洁晓颖"),
    1990: ("浩宇轩杰晨鑫博文睿哲子涵俊凯天翔泽铭佳航嘉豪一", "雨欣怡婷梓萱诗涵思琪佳悦晨曦语嫣可馨心瑶若彤"),
}
SINGLE = {1900: 0.22, 1955: 0.30, 1975: 0.45, 1990: 0.22}

DISTRICTS = ["汀岚", "砚湖", "栖岭", "禾渚", "澄砚", "霁川"]
PLACE_HEADS = "云柳石青松白清凤梅兰桃竹安望沙枫荷麦槐杏银春龙泉鹿鹤南北东西长新大小上下"
TOWN_TAILS = "渡桥溪岭浦湾坪川坊泉塘关山湖岗亭"
VILLAGE_TAILS = ["家庄", "家湾", "家坝", "桥", "树下", "井", "坪", "塘", "岗", "洼", "沟", "台", "洲", "埠", "河口", "山背"]
COMMUNITY_HEADS = ["望江", "滨河", "学府", "锦绣", "和平", "建设", "兴业", "花园", "康宁", "静安里", "北苑", "南苑", "书香",
                   "金桂", "翠竹", "安居", "幸福里", "向阳", "光华", "新桥", "铁铺巷", "文昌", "水井坊", "凤鸣"]
BRAND_HEADS = "恒鼎瑞丰宏泰盛嘉永信远诚联华博创优润睿铭"
BRAND_TAILS = "拓源达润鑫禾景川航力合邦成岳澜翔易佰颂桥"
TRADES = ["精密机械", "纺织服饰", "食品", "电子科技", "物流", "建材", "农业科技", "软件", "环保设备", "汽车零部件", "包装印刷",
          "家居用品", "医疗器械", "商贸", "生物制品", "新材料", "餐饮管理", "物业服务"]
BUREAUS = ["财政局", "民政局", "农业农村局", "人力资源和社会保障局", "住房和城乡建设局", "交通运输局", "水利局", "自然资源局",
           "市场监督管理局", "文化和旅游局", "审计局", "统计局", "司法局", "生态环境局", "应急管理局", "医疗保障局",
           "退役军人事务局", "科学技术局", "商务局", "政务服务中心", "档案馆", "图书馆", "融媒体中心", "机关事务中心"]
STATE_FIRMS = ["城市建设投资集团", "水务集团", "公共交通集团", "粮食储备公司", "文化旅游发展集团", "供热公司", "农业发展集团",
               "产业园运营公司"]
ASSOCIATIONS = ["餐饮行业协会", "社会工作服务中心", "老年书画协会", "志愿者联合会", "律师事务所", "养老服务中心", "会计师事务所",
                "物流行业协会", "青年创业协会", "残疾人互助中心", "民办培训学校", "龙舟协会"]
STREETS = ["建设路", "文昌街", "滨河大道", "解放巷", "学苑路", "杏花街", "兴业路", "老槐巷", "望月路", "新桥街", "麦地路", "长春里"]
CITIES = ["广东省深圳市", "广东省东莞市", "浙江省杭州市", "浙江省宁波市", "江苏省苏州市", "上海市", "北京市", "福建省泉州市"]
# fmt: on
NUMERALS = "一二三四五六七八九十"

_SURNAMES, _SURNAME_WEIGHTS = list(SURNAMES), list(SURNAMES.values())


def person_name(rng: random.Random, *, born: int, male: bool) -> str:
    """A name such as parents gave in the year ``born``."""
    era = max(year for year in GIVEN if year <= max(born, 1900))
    letters = GIVEN[era][0 if male else 1]
    surname = rng.choices(_SURNAMES, _SURNAME_WEIGHTS)[0]
    if rng.random() < SINGLE[era]:
        return surname + rng.choice(letters)
    return surname + "".join(rng.sample(letters, 2))


def numeral(number: int) -> str:
    """1 … 99 in Chinese: 第十二党支部."""
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


class Names:
    """Hands out place and firm names, none of them twice within one place."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: set[str] = set()
        self.district = rng.choice(DISTRICTS)

    def _fresh(self, make: "object", place: str) -> str:
        assert callable(make)
        for attempt in range(400):
            made: str = make()
            made = made if attempt < 200 else f"{made}{numeral(2 + attempt % 98)}"
            if f"{place}{made}" not in self._used:
                self._used.add(f"{place}{made}")
                return made
        raise ValueError(f"no free name is left in {place}")

    def town(self) -> str:
        """Two characters, without 镇 or 街道."""
        return self._fresh(lambda: self._rng.choice(PLACE_HEADS) + self._rng.choice(TOWN_TAILS), "")

    def village(self, town: str) -> str:
        """A village of that town, with 村."""

        def make() -> str:
            tail = self._rng.choice(VILLAGE_TAILS)
            head = self._rng.choices(_SURNAMES[:60], _SURNAME_WEIGHTS[:60])[0] if tail[0] == "家" else None
            return (head or self._rng.choice(PLACE_HEADS)) + tail + "村"

        return self._fresh(make, town)

    def community(self, town: str) -> str:
        """A residents' community of that street, with 社区."""
        return self._fresh(lambda: self._rng.choice(COMMUNITY_HEADS) + "社区", town)

    def firm(self) -> str:
        """A private firm, with its legal form."""

        def make() -> str:
            brand = self._rng.choice(BRAND_HEADS) + self._rng.choice(BRAND_TAILS)
            return f"{self.district}{brand}{self._rng.choice(TRADES)}有限公司"

        return self._fresh(make, "")

    def one_of(self, table: list[str], place: str = "") -> str:
        """An entry of a table that this place has not used; with a numeral when the table is used up."""
        return self._fresh(lambda: self._rng.choice(table), place)
