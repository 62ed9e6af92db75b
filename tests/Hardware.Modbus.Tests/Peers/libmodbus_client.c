// Reads and writes our server with libmodbus ("tcp PORT" or "rtu DEVICE") and prints what it got, one line each, as the client in Python does.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <modbus/modbus.h>

static void numbers(const char *name, const uint16_t *values, int count)
{
    printf("%s [", name);
    for (int i = 0; i < count; i++) {
        printf(i ? ", %d" : "%d", values[i]);
    }
    puts("]");
}

static void bits(const char *name, const uint8_t *values, int count)
{
    uint16_t wide[16];
    for (int i = 0; i < count; i++) {
        wide[i] = values[i];
    }
    numbers(name, wide, count);
}

static void must(int done)
{
    if (done < 0) {
        fprintf(stderr, "%s\n", modbus_strerror(errno));
        exit(1);
    }
}

int main(int count, char **arguments)
{
    const int rtu = count == 3 && !strcmp(arguments[1], "rtu");
    modbus_t *client = rtu ? modbus_new_rtu(arguments[2], 19200, 'N', 8, 1) : modbus_new_tcp("127.0.0.1", atoi(arguments[2]));
    uint16_t registers[16];
    uint8_t flags[16];
    must(client ? 0 : -1);
    must(modbus_set_slave(client, 9));
    must(modbus_set_response_timeout(client, 20, 0));
    must(modbus_set_byte_timeout(client, 20, 0));
    must(modbus_connect(client));
    must(modbus_read_registers(client, 10, 3, registers));
    numbers("holding", registers, 3);
    must(modbus_read_input_registers(client, 10, 2, registers));
    numbers("input", registers, 2);
    must(modbus_write_register(client, 20, 4711));
    puts("single 4711");
    printf("many %d\n", modbus_write_registers(client, 21, 3, (const uint16_t[]){ 1, 65535, 3 }));
    must(modbus_read_registers(client, 20, 4, registers));
    numbers("back", registers, 4);
    must(modbus_write_bit(client, 3, 1));
    must(modbus_write_bits(client, 4, 3, (const uint8_t[]){ 0, 1, 1 }));
    must(modbus_read_bits(client, 2, 6, flags));
    bits("coils", flags, 6);
    must(modbus_read_input_bits(client, 0, 3, flags));
    bits("discrete", flags, 3);
    printf("address %d\n", modbus_read_registers(client, 1000, 1, registers) < 0 ? errno - MODBUS_ENOBASE : 0);
    printf("function %d\n", modbus_mask_write_register(client, 0, 0, 0) < 0 ? errno - MODBUS_ENOBASE : 0);
    if (!rtu) {
        must(modbus_set_slave(client, 3));
        printf("unit %d\n", modbus_read_registers(client, 0, 1, registers) < 0 ? errno - MODBUS_ENOBASE : 0);
        must(modbus_set_slave(client, 9));
    }
    int length = modbus_report_slave_id(client, sizeof flags, flags);
    must(length);
    printf("id %.*s %02X\n", length - 1, (const char *)flags, flags[length - 1]);
    modbus_close(client);
    modbus_free(client);
    return 0;
}
