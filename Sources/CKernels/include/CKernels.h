#pragma once
#include "embedding_kernels.h"
