#pragma once
/// Forbids core dumps and attaching by other processes of the same user; prctl is variadic, which Swift cannot call.
void ridgeline_forbid_dumps(void);
