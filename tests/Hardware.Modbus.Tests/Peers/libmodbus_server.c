// A Modbus server on libmodbus: "tcp" or "rtu DEVICE". Unit 7: coil i is set if i % 3 == 0, discrete input i if i % 2 == 0, holding register i is
// 3i+1, input register i is 65535-i, for 0..199. Reads that begin at a holding register from 170 on are answered wrongly, one way each.
// Prints "ready" and its port or device.
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <modbus/modbus.h>

enum { UNIT = 7, SIZE = 200, BUSY = 170, WRONG_ID = 171, LATE = 172, BYTE_BY_BYTE = 173, SILENT = 174 };

static int rtu;

static void rest(long milliseconds)
{
    struct timespec pause = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    nanosleep(&pause, NULL);
}

static unsigned crc(const unsigned char *bytes, int count)
{
    unsigned value = 0xFFFF;
    for (int i = 0; i < count; i++) {
        value ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            value = value & 1 ? value >> 1 ^ 0xA001 : value >> 1;
        }
    }
    return value;
}

// One register by hand, in single bytes.
static void drip(modbus_t *server, const unsigned char *request, int head)
{
    unsigned char answer[16];
    int length = 0;
    if (!rtu) {
        const unsigned char header[] = { request[0], request[1], 0, 0, 0, 5 };
        memcpy(answer, header, sizeof header);
        length = sizeof header;
    }
    const unsigned char body[] = { UNIT, 3, 2, 0xBE, 0xEF };
    memcpy(answer + length, body, sizeof body);
    length += sizeof body;
    if (rtu) {
        unsigned check = crc(answer, length);
        answer[length++] = check & 0xFF;
        answer[length++] = check >> 8;
    }
    for (int i = 0; i < length; i++) {
        rest(5);
        if (write(modbus_get_socket(server), answer + i, 1) != 1) {
            return;
        }
    }
}

static void answer(modbus_t *server, unsigned char *request, int length, modbus_mapping_t *map)
{
    const int head = modbus_get_header_length(server);
    const int address = request[head + 1] << 8 | request[head + 2];
    if (request[head] == 3 && address == BUSY) {
        modbus_reply_exception(server, request, MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY);
    } else if (request[head] == 3 && address == BYTE_BY_BYTE) {
        drip(server, request, head);
    } else if (request[head] != 3 || address != SILENT) {
        if (request[head] == 3 && address == WRONG_ID) {
            request[rtu ? 0 : 1]++;
        }
        if (request[head] == 3 && address == LATE) {
            rest(500);
        }
        modbus_reply(server, request, length, map);
    }
}

static void serve(modbus_t *server, modbus_mapping_t *map)
{
    unsigned char request[MODBUS_TCP_MAX_ADU_LENGTH];
    for (;;) {
        int length = modbus_receive(server, request);
        if (length > 0) {
            answer(server, request, length, map);
        } else if (length < 0 && !rtu) {
            return;
        }
    }
}

int main(int count, char **arguments)
{
    rtu = count == 3;
    modbus_t *server = rtu ? modbus_new_rtu(arguments[2], 19200, 'N', 8, 1) : modbus_new_tcp("127.0.0.1", 0);
    modbus_mapping_t *map = modbus_mapping_new(SIZE, SIZE, SIZE, SIZE);
    if (!server || !map) {
        return 1;
    }
    for (int i = 0; i < SIZE; i++) {
        map->tab_bits[i] = i % 3 == 0;
        map->tab_input_bits[i] = i % 2 == 0;
        map->tab_registers[i] = 3 * i + 1;
        map->tab_input_registers[i] = 65535 - i;
    }
    modbus_set_slave(server, UNIT);
    if (rtu) {
        if (modbus_connect(server)) {
            fprintf(stderr, "%s\n", modbus_strerror(errno));
            return 1;
        }
        printf("ready %s\n", arguments[2]);
        fflush(stdout);
        serve(server, map);
    }
    int listener = modbus_tcp_listen(server, 1);
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (listener < 0 || getsockname(listener, (struct sockaddr *)&address, &length)) {
        return 1;
    }
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        if (modbus_tcp_accept(server, &listener) >= 0) {
            serve(server, map);
            modbus_close(server);
        }
    }
}
