// The part of Video4Linux 2 that the cameras need. `ioctl` is variadic and its requests are macros with arguments, which
// Swift does not import: so one function, and a constant for each request.
#pragma once
#include <linux/videodev2.h>

/// Runs a request on its structure; 0, or the error's number. A signal does not end it.
int video_request(int node, unsigned long request, void *argument);
/// A descriptor that becomes readable when eight bytes are written to it; -1 with errno set when there is none.
int video_alarm(void);

static const unsigned long video_query_capability = VIDIOC_QUERYCAP;      // v4l2_capability
static const unsigned long video_enumerate_format = VIDIOC_ENUM_FMT;      // v4l2_fmtdesc
static const unsigned long video_set_format = VIDIOC_S_FMT;               // v4l2_format
static const unsigned long video_set_parameters = VIDIOC_S_PARM;          // v4l2_streamparm
static const unsigned long video_query_control = VIDIOC_QUERYCTRL;        // v4l2_queryctrl
static const unsigned long video_get_control = VIDIOC_G_CTRL;             // v4l2_control
static const unsigned long video_set_control = VIDIOC_S_CTRL;             // v4l2_control
static const unsigned long video_request_buffers = VIDIOC_REQBUFS;        // v4l2_requestbuffers
static const unsigned long video_query_buffer = VIDIOC_QUERYBUF;          // v4l2_buffer
static const unsigned long video_queue_buffer = VIDIOC_QBUF;              // v4l2_buffer
static const unsigned long video_dequeue_buffer = VIDIOC_DQBUF;           // v4l2_buffer
static const unsigned long video_start = VIDIOC_STREAMON;                 // int, a v4l2_buf_type
static const unsigned long video_stop = VIDIOC_STREAMOFF;                 // int, a v4l2_buf_type

// The standard controls, whose names are macros of macros.
static const unsigned int video_exposure_mode = V4L2_CID_EXPOSURE_AUTO;       // v4l2_exposure_auto_type
static const unsigned int video_exposure_time = V4L2_CID_EXPOSURE_ABSOLUTE;   // in 100 microseconds
static const unsigned int video_focus_automatic = V4L2_CID_FOCUS_AUTO;        // 0 or 1
static const unsigned int video_focus_distance = V4L2_CID_FOCUS_ABSOLUTE;     // the camera's own units
