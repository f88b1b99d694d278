#include "CVideo4Linux.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

int video_request(int node, unsigned long request, void *argument) {
    while (ioctl(node, request, argument) == -1) {
        if (errno != EINTR) return errno;
    }
    return 0;
}

int video_alarm(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
