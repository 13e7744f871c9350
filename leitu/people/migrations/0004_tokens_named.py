import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Persons know their tokens by name, so that a list can stand in the order of their index. No column changes."""

    dependencies = [("people", "0003_name_tokens")]

    operations = [
        migrations.AlterField(
            model_name="persontoken",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="people.person"
            ),
        ),
    ]
