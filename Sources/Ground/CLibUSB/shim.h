#pragma once
#include <libusb.h>
// The kernel's own messages, beside libusb's call-backs.
#include <linux/netlink.h>
