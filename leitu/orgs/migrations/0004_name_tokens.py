import django.db.models.deletion
from django.db import migrations, models

from leitu.core.naming import FillTokens


class Migration(migrations.Migration):
    """A name is found by the beginning of a word in an index, no longer by a piece of text in every row."""

    dependencies = [("orgs", "0003_two_persons")]

    operations = [
        migrations.CreateModel(
            name="UnitToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.BinaryField(max_length=160)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.tenant",
                        verbose_name="管理主体",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orgs.unit"),
                ),
            ],
            options={"verbose_name": "党组织检索词"},
        ),
        FillTokens("unit"),
        migrations.AddConstraint(
            model_name="unittoken",
            constraint=models.UniqueConstraint(fields=("tenant", "token", "unit"), name="orgs_unittoken_key"),
        ),
        migrations.RemoveField(model_name="unit", name="tokens"),
    ]
