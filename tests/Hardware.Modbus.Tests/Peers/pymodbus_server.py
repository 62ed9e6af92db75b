"""
A Modbus server by pymodbus, on "tcp", "rtutcp" (RTU frames over TCP) or "rtu DEVICE". Unit 7: coil i is set if i % 3 == 0, discrete input i
if i % 2 == 0, holding register i is 3i+1, input register i is 65535-i, for 0..199. Prints "ready" and its port or device.
"""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer


async def main():
    unit = ModbusSlaveContext(
        co=ModbusSequentialDataBlock(0, [i % 3 == 0 for i in range(200)]),
        di=ModbusSequentialDataBlock(0, [i % 2 == 0 for i in range(200)]),
        hr=ModbusSequentialDataBlock(0, [3 * i + 1 for i in range(200)]),
        ir=ModbusSequentialDataBlock(0, [65535 - i for i in range(200)]),
        zero_mode=True,
    )
    context = ModbusServerContext(slaves={7: unit}, single=False)
    identity = ModbusDeviceIdentification(info_name={
        "VendorName": "Pymodbus", "ProductCode": "PM", "MajorMinorRevision": "3.0", "ModelName": "A server " + "in Python " * 18,
        "UserApplicationName": "which needs more than one answer",
    })
    if sys.argv[1] == "rtu":
        server = ModbusSerialServer(context, identity=identity, port=sys.argv[2], baudrate=19200)
        await server.start()
        print("ready", sys.argv[2], flush=True)
        await server.serve_forever()
        return
    framer = ModbusRtuFramer if sys.argv[1] == "rtutcp" else None
    server = ModbusTcpServer(context, framer=framer, identity=identity, address=("127.0.0.1", 0))
    task = asyncio.create_task(server.serve_forever())
    await server.serving
    print("ready", server.server.sockets[0].getsockname()[1], flush=True)
    await task


asyncio.run(main())
