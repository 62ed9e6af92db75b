using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>A field that breaks a rule.</summary>
/// <param name="Field">Its path in the request's message: <c>unit_numbers[2]</c>, <c>hello.box_id</c>.</param>
/// <param name="Says">What is wrong and what to do, to be read behind the field: "has 300 characters: give at most 256".</param>
readonly record struct Violation(string Field, FieldProblem Problem, string Says)
{
    public Violation In(string parent) => this with { Field = $"{parent}.{Field}" };

    public override string ToString() => $"{Field} {Says}.";
}

/// <summary>What a rule finds wrong with a value.</summary>
readonly record struct Wrong(FieldProblem Problem, string Says);

/// <summary>One rule of a field: null if the value keeps it.</summary>
delegate Wrong? ValueRule(object value);
