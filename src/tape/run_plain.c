#include "tape/run.h"

#include <math.h>

/* For any processor. */
#define RUN     nb_run_plain
#define INSPECT nb_inspect_plain
#define TARGET
#define LANES          2
#define FUSED(a, b, c) ((a) * (b) + (c))
#define ROOT(a)        lanes_1(sqrt, a)

#define CALLS_VECTORS 0

#include "tape/run_body.h"
