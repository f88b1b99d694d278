#include "CProcess.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

static int place(const struct sockaddr *address, __be32 words[4], __be16 *port) {
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        memcpy(words, &four->sin_addr, sizeof four->sin_addr);
        *port = four->sin_port;
        return 1;
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        memcpy(words, &six->sin6_addr, sizeof six->sin6_addr);
        *port = six->sin6_port;
        return 1;
    }
    return 0;
}

int ridgeline_tcp_owner(const struct sockaddr *own, const struct sockaddr *peer, unsigned *user) {
    struct {
        struct nlmsghdr head;
        struct inet_diag_req_v2 body;
    } request = {
        .head = {.nlmsg_len = sizeof request, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
        .body = {.sdiag_family = own->sa_family, .sdiag_protocol = IPPROTO_TCP, .idiag_states = ~0u},
    };
    request.body.id.idiag_cookie[0] = request.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    if (own->sa_family != peer->sa_family || !place(own, request.body.id.idiag_src, &request.body.id.idiag_sport)
        || !place(peer, request.body.id.idiag_dst, &request.body.id.idiag_dport))
        return 0;
    int kernel = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (kernel < 0) return 0;
    union {
        struct nlmsghdr head;
        char bytes[4096];
    } answer;
    // The kernel answers before send(2) returns.
    ssize_t length = send(kernel, &request, sizeof request, 0) == sizeof request
        ? recv(kernel, &answer, sizeof answer, MSG_DONTWAIT) : -1;
    close(kernel);
    if (length < (ssize_t)NLMSG_LENGTH(sizeof(struct inet_diag_msg)) || answer.head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return 0;
    const struct inet_diag_msg *found = NLMSG_DATA(&answer.head);
    // A socket that nobody holds any more is root's to the kernel, which says so by leaving its file out.
    if (found->idiag_inode == 0) return 0;
    *user = found->idiag_uid;
    return found->idiag_state;
}
