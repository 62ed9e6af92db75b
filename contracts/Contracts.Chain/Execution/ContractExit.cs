namespace LocalEnergyMarket.Contracts.Chain.Execution;

/// <summary>A contract ended its action early, and successfully, with eosio_exit.</summary>
sealed class ContractExit : Exception;
