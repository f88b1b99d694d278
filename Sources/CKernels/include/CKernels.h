#pragma once
#include "convolution.h"
#include "gabor_kernels.h"
#include "match_kernels.h"
#include "minutiae_network.h"
