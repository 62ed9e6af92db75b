"""A Modbus TCP server by pymodbus: unit 7, holding registers i -> 3*i+1, input registers i -> 65535-i for 0..199. Prints its port."""
import asyncio

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusTcpServer


async def main():
    unit = ModbusSlaveContext(
        hr=ModbusSequentialDataBlock(0, [3 * i + 1 for i in range(200)]),
        ir=ModbusSequentialDataBlock(0, [65535 - i for i in range(200)]),
        zero_mode=True,
    )
    server = ModbusTcpServer(ModbusServerContext(slaves={7: unit}, single=False), address=("127.0.0.1", 0))
    task = asyncio.create_task(server.serve_forever())
    await server.serving
    print("port", server.server.sockets[0].getsockname()[1], flush=True)
    await task


asyncio.run(main())
