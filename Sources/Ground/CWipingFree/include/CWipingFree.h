#pragma once
// Nothing to call: whoever links this target has a free(3) that overwrites.
