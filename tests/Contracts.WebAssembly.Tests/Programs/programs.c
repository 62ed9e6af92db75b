// Small programs that use every kind of control flow, memory access and call; compiled at several optimisation levels.
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
#define EXPORT(name) __attribute__((export_name(#name)))

static u32 state;
static u32 rnd(void) { state = state * 1664525u + 1013904223u; return state; }

EXPORT(fib) u64 fib(u32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static int data[512];
static void sort(int *a, int n)
{
    if (n < 2) return;
    int pivot = a[n / 2], i = 0, j = n - 1;
    while (i <= j)
    {
        while (a[i] < pivot) i++;
        while (a[j] > pivot) j--;
        if (i <= j) { int t = a[i]; a[i] = a[j]; a[j] = t; i++; j--; }
    }
    sort(a, j + 1);
    sort(a + i, n - i);
}

EXPORT(sorted) u64 sorted(u32 seed)
{
    state = seed;
    for (int i = 0; i < 512; i++) data[i] = (int)rnd();
    sort(data, 512);
    u64 h = 14695981039346656037ull;
    for (int i = 0; i < 512; i++) h = (h ^ (u32)data[i]) * 1099511628211ull;
    return h;
}

static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
static int shr(int a, int b) { return a >> (b & 31); }
typedef int (*binary)(int, int);
static binary const table[] = {add, sub, mul, shr};
EXPORT(indirect) int indirect(u32 seed, u32 rounds)
{
    state = seed;
    int acc = 1;
    for (u32 i = 0; i < rounds; i++) acc = table[(rnd() >> 16) & 3](acc, (int)rnd());
    return acc;
}

EXPORT(machine) u64 machine(u32 seed, u32 rounds)
{
    u64 a = 1, b = seed;
    state = seed;
    for (u32 i = 0; i < rounds; i++)
    {
        switch (rnd() >> 28)
        {
            case 0: a += b; break;
            case 1: a -= b; break;
            case 2: a ^= b << 7; break;
            case 3: b = a * 0x9E3779B97F4A7C15ull; break;
            case 4: if (b) a %= b; break;
            case 5: if (a) b /= a; break;
            case 6: a = (a << 13) | (a >> 51); break;
            case 7: { u64 t = a; a = b; b = t; break; }
            case 9: a = (u8)a; break;
            case 10: b = (u64)(long long)(short)b; break;
            case 11: a = (u64)(long long)(int)a; break;
            case 12: if ((long long)a < (long long)b) return a ^ b; break;
            case 13: continue;
            default: b++; 
        }
        a += i;
    }
    return a * 31 + b;
}

static u8 bytes[1024];
EXPORT(widths) u64 widths(u32 seed)
{
    state = seed;
    for (int i = 0; i < 1024; i++) bytes[i] = (u8)(rnd() >> 11);
    u64 h = 0;
    for (int i = 0; i + 8 < 1024; i += 3)
    {
        h = h * 31 + *(u16 *)(bytes + i) + (u64)(long long)*(short *)(bytes + i + 1);
        h ^= (u64)(long long)*(signed char *)(bytes + i) + *(u32 *)(bytes + i + 3);
        h += (u64)(long long)*(int *)(bytes + i + 2);
        *(u16 *)(bytes + i) = (u16)h;
        *(u64 *)(bytes + i) ^= h;
        *(u32 *)(bytes + i + 4) = (u32)(h >> 9);
    }
    return h;
}

EXPORT(grow) int grow(int pages) { return __builtin_wasm_memory_grow(0, pages) * 1000 + (int)__builtin_wasm_memory_size(0); }

EXPORT(bits) u64 bits(u64 x)
{
    return (u64)__builtin_popcountll(x) * 1000000 + (x ? (u64)__builtin_clzll(x) * 1000 + (u64)__builtin_ctzll(x) : 7)
        + ((u64)__builtin_popcount((u32)x) << 32);
}

EXPORT(sieve) u32 sieve(u32 rounds)
{
    u32 count = 0;
    for (u32 r = 0; r < rounds; r++)
    {
        count = 0;
        for (u32 i = 0; i < 1024; i++) bytes[i] = 1;
        for (u32 i = 2; i < 1024; i++)
        {
            if (!bytes[i]) continue;
            count++;
            for (u32 j = i + i; j < 1024; j += i) bytes[j] = 0;
        }
    }
    return count;
}
