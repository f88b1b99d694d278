#include "CProcess.h"

#include <sys/prctl.h>
#include <malloc.h>
#include <sys/timex.h>

void ridgeline_forbid_dumps(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void ridgeline_trim_memory(void) { malloc_trim(0); }

int ridgeline_clock_is_synchronised(void) {
    struct timex status = {0};
    return adjtimex(&status) >= 0 && !(status.status & STA_UNSYNC);
}
