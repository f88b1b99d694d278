#pragma once
#include <sys/socket.h>

/// Forbids core dumps and attaching by other processes of the same user; prctl is variadic, which Swift cannot call.
void ridgeline_forbid_dumps(void);

/// Gives freed memory back to the kernel, so that a measure of memory sees what is needed anew.
void ridgeline_trim_memory(void);

/// Whether the kernel knows its clock to be set by the network's time, adjtimex(2); Glibc's module lacks it.
int ridgeline_clock_is_synchronised(void);

/// Whose the TCP socket with these two ends is, sock_diag(7): its state as in tcp(7) (1: established, 10: listening), and the
/// user who made it; 0 where there is none, nobody holds it any more, or the kernel does not tell.
int ridgeline_tcp_owner(const struct sockaddr *own, const struct sockaddr *peer, unsigned *user);
