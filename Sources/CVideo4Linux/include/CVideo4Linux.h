// The part of Video4Linux 2 that the cameras need. `ioctl` is variadic and its requests are macros with arguments, which
// Swift does not import: each request has a function here. All return 0, or -1 with errno set; a signal does not end them.
#pragma once
#include <linux/videodev2.h>

int v4l2_query_capability(int node, struct v4l2_capability *capability);
int v4l2_enumerate_format(int node, struct v4l2_fmtdesc *format);
int v4l2_set_format(int node, struct v4l2_format *format);
int v4l2_request_buffers(int node, struct v4l2_requestbuffers *request);
int v4l2_query_buffer(int node, struct v4l2_buffer *buffer);
int v4l2_queue_buffer(int node, struct v4l2_buffer *buffer);
int v4l2_dequeue_buffer(int node, struct v4l2_buffer *buffer);
int v4l2_stream_on(int node, enum v4l2_buf_type type);
int v4l2_stream_off(int node, enum v4l2_buf_type type);
