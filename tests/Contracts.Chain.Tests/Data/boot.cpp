// The recorded node's account eosio had a contract with an action "setlimits": kind, account, bytes of RAM, weights of NET and CPU.
using u64 = unsigned long long;
using i64 = long long;

extern "C" {
unsigned read_action_data(void *buffer, unsigned length);
void set_resource_limits(u64 account, i64 ram, i64 net, i64 cpu);
}

extern "C" void apply(u64, u64, u64 action)
{
    if (action == 0xC2B31749D9C00000) { // setlimits
        struct __attribute__((packed)) { unsigned char kind; u64 account; i64 ram, net, cpu; } limits;
        if (read_action_data(&limits, sizeof limits) == sizeof limits) {
            set_resource_limits(limits.account, limits.ram, limits.net, limits.cpu);
        }
    }
}
