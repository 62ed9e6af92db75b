namespace LocalEnergyMarket.Contracts.Chain.Errors;

/// <summary>An error as EOSIO clients know it: number, name and general meaning. Numbers and names are those of Leap 4.</summary>
public sealed record ErrorKind(int Code, string Name, string What)
{
    public static readonly ErrorKind Unspecified = new(0, "exception", "unspecified");
    public static readonly ErrorKind OutOfRange = new(8, "out_of_range_exception", "Out of Range");
    public static readonly ErrorKind Assertion = new(10, "assert_exception", "Assert Exception");

    public static readonly ErrorKind ChainType = new(3010000, "chain_type_exception", "chain type exception");
    public static readonly ErrorKind TransactionType = new(3010006, "transaction_type_exception", "Invalid transaction");
    public static readonly ErrorKind BlockIdType = new(3010008, "block_id_type_exception", "Invalid block ID");
    public static readonly ErrorKind PackedTransaction = new(3010010, "packed_transaction_type_exception", "Invalid packed transaction");
    public static readonly ErrorKind AssetType = new(3010011, "asset_type_exception", "Invalid asset");
    public static readonly ErrorKind SymbolType = new(3010014, "symbol_type_exception", "Invalid symbol");

    public static readonly ErrorKind UnlinkableBlock = new(3030001, "unlinkable_block_exception", "Unlinkable block");

    public static readonly ErrorKind Transaction = new(3040000, "transaction_exception", "Transaction exception");
    public static readonly ErrorKind NoAuthorizations =
        new(3040003, "tx_no_auths", "Transaction should have at least one required authority");

    public static readonly ErrorKind Expired = new(3040005, "expired_tx_exception", "Expired Transaction");
    public static readonly ErrorKind ExpirationTooFar = new(3040006, "tx_exp_too_far_exception", "Transaction Expiration Too Far");
    public static readonly ErrorKind ReferenceBlock = new(3040007, "invalid_ref_block_exception", "Invalid Reference Block");
    public static readonly ErrorKind Duplicate = new(3040008, "tx_duplicate", "Duplicate transaction");
    public static readonly ErrorKind TransactionNotFound = new(3040011, "tx_not_found", "The transaction can not be found");
    public static readonly ErrorKind TooManyAtOnce = new(3040012, "too_many_tx_at_once", "Pushing too many transactions at once");

    public static readonly ErrorKind ActionValidate = new(3050000, "action_validate_exception", "Action validate exception");
    public static readonly ErrorKind AccountExists = new(3050001, "account_name_exists_exception", "Account name already exists");
    public static readonly ErrorKind ContractAssertion =
        new(3050003, "eosio_assert_message_exception", "eosio_assert_message assertion failure");

    public static readonly ErrorKind ContractAssertionCode = new(3050004, "eosio_assert_code_exception", "eosio_assert_code assertion failure");
    public static readonly ErrorKind UnaccessibleApi = new(3050007, "unaccessible_api", "Attempt to use unaccessible API");
    public static readonly ErrorKind Abort = new(3050008, "abort_called", "Abort Called");
    public static readonly ErrorKind InlineTooBig =
        new(3050009, "inline_action_too_big", "Inline Action exceeds maximum size limit");

    public static readonly ErrorKind UnauthorizedRam = new(
        3050010, "unauthorized_ram_usage_increase", "Action attempts to increase RAM usage of account without authorization");

    public static readonly ErrorKind RestrictedErrorCode = new(
        3050011, "restricted_error_code_exception", "eosio_assert_code assertion failure uses restricted error code value");

    public static readonly ErrorKind InlineTooBigUnprivileged = new(
        3050012, "inline_action_too_big_nonprivileged", "Inline action exceeds maximum size limit for a non-privileged account");

    public static readonly ErrorKind ReturnValueTooBig =
        new(3050014, "action_return_value_exception", "action return value size too big");

    public static readonly ErrorKind PermissionQuery = new(3060001, "permission_query_exception", "Permission Query Exception");
    public static readonly ErrorKind AccountQuery = new(3060002, "account_query_exception", "Account Query Exception");
    public static readonly ErrorKind TableQuery = new(3060003, "contract_table_query_exception", "Contract Table Query Exception");

    public static readonly ErrorKind WasmExecution = new(3070002, "wasm_execution_error", "Runtime Error Processing WASM");
    public static readonly ErrorKind WasmSerialization = new(3070003, "wasm_serialization_error", "Serialization Error Processing WASM");

    public static readonly ErrorKind RamUsage = new(3080001, "ram_usage_exceeded", "Account using more than allotted RAM usage");
    public static readonly ErrorKind NetUsage =
        new(3080002, "tx_net_usage_exceeded", "Transaction exceeded the current network usage limit imposed on the transaction");

    public static readonly ErrorKind BlockNetUsage = new(
        3080003, "block_net_usage_exceeded", "Transaction network usage is too much for the remaining allowable usage of the current block");

    public static readonly ErrorKind BlockCpuUsage = new(
        3080005, "block_cpu_usage_exceeded", "Transaction CPU usage is too much for the remaining allowable usage of the current block");

    public static readonly ErrorKind CpuUsage =
        new(3080004, "tx_cpu_usage_exceeded", "Transaction exceeded the current CPU usage limit imposed on the transaction");

    public static readonly ErrorKind DuplicateSignature = new(3090001, "tx_duplicate_sig", "Duplicate signature included");
    public static readonly ErrorKind IrrelevantSignature = new(3090002, "tx_irrelevant_sig", "Irrelevant signature included");
    public static readonly ErrorKind Unsatisfied = new(
        3090003, "unsatisfied_authorization", "Provided keys, permissions, and delays do not satisfy declared authorizations");

    public static readonly ErrorKind MissingAuthority = new(3090004, "missing_auth_exception", "Missing required authority");
    public static readonly ErrorKind IrrelevantAuthority =
        new(3090005, "irrelevant_auth_exception", "Irrelevant authority included");

    public static readonly ErrorKind InvalidPermission = new(3090007, "invalid_permission", "Invalid Permission");
    public static readonly ErrorKind UnlinkableAction = new(
        3090008, "unlinkable_min_permission_action", "The action is not allowed to be linked with minimum permission");

    public static readonly ErrorKind UnknownBlock = new(3100002, "unknown_block_exception", "Unknown block");
    public static readonly ErrorKind Subjective = new(
        3100006, "subjective_block_production_exception", "Subjective exception thrown during block production");

    public static readonly ErrorKind Unsupported = new(3100008, "unsupported_feature", "Feature is currently unsupported");

    public static readonly ErrorKind TablePayer = new(3160001, "invalid_table_payer", "The payer of the table data is invalid");
    public static readonly ErrorKind TableAccess = new(3160002, "table_access_violation", "Table access violation");
    public static readonly ErrorKind InvalidTableIterator =
        new(3160003, "invalid_table_iterator", "Invalid table iterator");

    public static readonly ErrorKind TableNotInCache = new(3160004, "table_not_in_cache", "Table can not be found inside the cache");
    public static readonly ErrorKind TableOperation =
        new(3160005, "table_operation_not_permitted", "The table operation is not allowed");

    public static readonly ErrorKind VmType = new(3160006, "invalid_contract_vm_type", "Invalid contract vm type");
    public static readonly ErrorKind VmVersion = new(3160007, "invalid_contract_vm_version", "Invalid contract vm version");
    public static readonly ErrorKind SameCode =
        new(3160008, "set_exact_code", "Contract is already running this version of code");

    public static readonly ErrorKind ProtocolFeatures = new(
        3170010, "invalid_protocol_features_to_activate", "The protocol features to be activated were not valid");

    public static readonly ErrorKind InvalidRequest = new(3200006, "invalid_http_request", "invalid http request");
    public static readonly ErrorKind ProtocolFeature = new(3250000, "protocol_feature_exception", "Protocol feature exception");
    public static readonly ErrorKind CryptoApi = new(3230001, "crypto_api_exception", "Crypto API Exception");

    /// <summary>HTTP status of an answer with this error; get_required_keys answers 401 when keys are missing.</summary>
    public int Status => Code switch
    {
        3040008 => 409,
        3100002 or 3200006 => 400,
        _ => 500,
    };
}
