#include "CProcess.h"

#include <sys/prctl.h>
#include <malloc.h>

void ridgeline_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void ridgeline_trim_memory(void) { malloc_trim(0); }
