"""两个覆盖: which workplaces there are, and how the organisation reaches each; what stands on the blank list, with its plan."""
