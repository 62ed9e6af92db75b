"""Reads and writes our server with pymodbus' client ("tcp PORT", "rtutcp PORT" or "rtu DEVICE") and prints what it got, one line each."""
import sys

from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.mei_message import ReadDeviceInformationRequest
from pymodbus.register_write_message import MaskWriteRegisterRequest

kind, place = sys.argv[1:]
if kind == "rtu":
    client = ModbusSerialClient(place, baudrate=19200, timeout=20)
elif kind == "rtutcp":
    client = ModbusTcpClient("127.0.0.1", port=int(place), framer=ModbusRtuFramer, timeout=5)
else:
    client = ModbusTcpClient("127.0.0.1", port=int(place), timeout=20)
assert client.connect()
print("holding", client.read_holding_registers(10, 3, slave=9).registers)
print("input", client.read_input_registers(10, 2, slave=9).registers)
print("single", client.write_register(20, 4711, slave=9).value)
print("many", client.write_registers(21, [1, 65535, 3], slave=9).count)
print("back", client.read_holding_registers(20, 4, slave=9).registers)
client.write_coil(3, True, slave=9)
client.write_coils(4, [False, True, True], slave=9)
print("coils", [int(bit) for bit in client.read_coils(2, 6, slave=9).bits[:6]])
print("discrete", [int(bit) for bit in client.read_discrete_inputs(0, 3, slave=9).bits[:3]])
print("address", client.read_holding_registers(1000, 1, slave=9).exception_code)
print("function", client.execute(MaskWriteRegisterRequest(0, 0, 0, unit=9)).exception_code)
if kind == "tcp":
    print("unit", client.read_holding_registers(0, 1, slave=3).exception_code)
identity = client.execute(ReadDeviceInformationRequest(1, 0, unit=9)).information
print("identity", [identity[number].decode() for number in sorted(identity)])
client.close()
