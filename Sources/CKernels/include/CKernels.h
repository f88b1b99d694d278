#pragma once
#include "convolution.h"
#include "minutiae_network.h"
