#pragma once
#include "match_kernels.h"
