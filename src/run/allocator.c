/* glibc learns from every big block that is freed: the next ones, up to 32 MiB, come from heaps of which up to 64 MiB are kept for
   later. After a few big feeds the program would hold 30 to 40 MB that it does not use. With bounds of our own it learns nothing: a
   big block goes back to the system the moment it is freed. Other C libraries need none of this. */
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>

__attribute__((constructor)) static void give_back(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
}
#endif
