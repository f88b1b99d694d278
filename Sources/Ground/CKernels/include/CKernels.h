#pragma once
#include "convolution.h"
#include "gabor_kernels.h"
#include "kernel_level.h"
#include "match_kernels.h"
#include "minutiae_network.h"
