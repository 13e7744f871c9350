import django.db.models.deletion
from django.db import migrations, models

from leitu.core.room import LeaveRoom


class Migration(migrations.Migration):
    """A meeting is changed four or five times before it is archived; every index that nobody asks is written then."""

    dependencies = [
        ("activities", "0002_newest"),
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="activity",
            name="kind",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="activities.activitykind",
                verbose_name="活动类型",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.unit",
                verbose_name="党组织",
            ),
        ),
        LeaveRoom("activity", 80),
    ]
