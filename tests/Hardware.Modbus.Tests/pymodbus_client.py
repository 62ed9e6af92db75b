"""Reads and writes our server with pymodbus' client and prints what it got, one line each."""
import sys

from pymodbus.client import ModbusTcpClient

client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
assert client.connect()
print("holding", client.read_holding_registers(10, 3, slave=9).registers)
print("input", client.read_input_registers(10, 2, slave=9).registers)
print("single", client.write_register(20, 4711, slave=9).value)
print("many", client.write_registers(21, [1, 65535, 3], slave=9).count)
print("back", client.read_holding_registers(20, 4, slave=9).registers)
print("address", client.read_holding_registers(1000, 1, slave=9).exception_code)
print("function", client.read_coils(0, 1, slave=9).exception_code)
print("unit", client.read_holding_registers(0, 1, slave=3).exception_code)
client.close()
