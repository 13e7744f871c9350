import django.db.models.deletion
from django.db import migrations, models

from leitu.core.naming import FillTokens


class Migration(migrations.Migration):
    """A name is found by the beginning of a word in an index, no longer by a piece of text in every row."""

    dependencies = [("orgs", "0004_name_tokens"), ("people", "0002_voice")]

    operations = [
        migrations.CreateModel(
            name="PersonToken",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={"verbose_name": "人员检索词"},
        ),
        FillTokens("person"),
        migrations.AddConstraint(
            model_name="persontoken",
            constraint=models.UniqueConstraint(fields=("tenant", "token", "person"), name="people_persontoken_key"),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["tenant", "full_on"], name="people_membership_full"),
        ),
        migrations.RemoveField(model_name="person", name="tokens"),
    ]
