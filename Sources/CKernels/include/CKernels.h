#pragma once
#include "embedding_kernels.h"
#include "match_kernels.h"
