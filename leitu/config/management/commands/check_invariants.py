import json
from typing import Any

from leitu.core.command import INPUT_ERROR, LeituCommand
from leitu.core.invariants import broken
from leitu.orgs.models import Tenant


class Command(LeituCommand):
    help = "Check everything that must always be true; differences as JSON lines, exit code 1 when there are any."

    def run(self, **options: Any) -> int:
        found = 0
        for tenant in Tenant.objects.order_by("pk"):
            for problem in broken(tenant.pk):
                found += 1
                self.stdout.write(json.dumps({"tenant": tenant.code, **problem}, ensure_ascii=False, default=str))
        self.tell(f"{found} broken." if found else "All invariants hold.")
        return INPUT_ERROR if found else 0
