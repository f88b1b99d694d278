#pragma once
#include "embedding_kernels.h"
#include "gabor_kernels.h"
#include "match_kernels.h"
