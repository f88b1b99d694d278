#pragma once
/// Forbids core dumps and attaching by other processes of the same user; prctl is variadic, which Swift cannot call.
void ridgeline_forbid_dumps(void);

/// Gives freed memory back to the kernel, so that a measure of memory sees what is needed anew.
void ridgeline_trim_memory(void);

/// Whether the kernel knows its clock to be set by the network's time, adjtimex(2); Glibc's module lacks it.
int ridgeline_clock_is_synchronised(void);
