"""
A controllable device by pymodbus: unit 3 with holding registers, those that are given as numbers with commas, or 100 that are 0. Prints "ready" and its port, then each write as "address value".
"""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusTcpServer


class Registers(ModbusSequentialDataBlock):
    def setValues(self, address, values):
        super().setValues(address, values)
        for i, value in enumerate(values if isinstance(values, list) else [values]):
            print(address + i, value, flush=True)


async def main():
    unit = ModbusSlaveContext(hr=Registers(0, [int(n) for n in sys.argv[1].split(",")] if len(sys.argv) > 1 else [0] * 100), zero_mode=True)
    server = ModbusTcpServer(ModbusServerContext(slaves={3: unit}, single=False), address=("127.0.0.1", 0))
    task = asyncio.create_task(server.serve_forever())
    await server.serving
    print("ready", server.server.sockets[0].getsockname()[1], flush=True)
    await task


asyncio.run(main())
