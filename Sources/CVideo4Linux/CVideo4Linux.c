#include "CVideo4Linux.h"

#include <errno.h>
#include <sys/ioctl.h>

static int request(int node, unsigned long code, void *argument) {
    int result;
    do {
        result = ioctl(node, code, argument);
    } while (result == -1 && errno == EINTR);
    return result;
}

int v4l2_query_capability(int node, struct v4l2_capability *capability) {
    return request(node, VIDIOC_QUERYCAP, capability);
}

int v4l2_enumerate_format(int node, struct v4l2_fmtdesc *format) {
    return request(node, VIDIOC_ENUM_FMT, format);
}

int v4l2_set_format(int node, struct v4l2_format *format) {
    return request(node, VIDIOC_S_FMT, format);
}

int v4l2_request_buffers(int node, struct v4l2_requestbuffers *buffers) {
    return request(node, VIDIOC_REQBUFS, buffers);
}

int v4l2_query_buffer(int node, struct v4l2_buffer *buffer) {
    return request(node, VIDIOC_QUERYBUF, buffer);
}

int v4l2_queue_buffer(int node, struct v4l2_buffer *buffer) {
    return request(node, VIDIOC_QBUF, buffer);
}

int v4l2_dequeue_buffer(int node, struct v4l2_buffer *buffer) {
    return request(node, VIDIOC_DQBUF, buffer);
}

int v4l2_stream_on(int node, enum v4l2_buf_type type) {
    return request(node, VIDIOC_STREAMON, &type);
}

int v4l2_stream_off(int node, enum v4l2_buf_type type) {
    return request(node, VIDIOC_STREAMOFF, &type);
}
