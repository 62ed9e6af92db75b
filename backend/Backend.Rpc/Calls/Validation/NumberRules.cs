using System.Globalization;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>The rules of integers.</summary>
static class NumberRules
{
    const int TimeslotSeconds = 900;

    /// <summary>The year 2106 begins; the chain's times end in it.</summary>
    const long TimeslotsEnd = 4_291_747_200;

    public static IEnumerable<ValueRule> Of(FieldRule rule)
    {
        if (rule.HasMin)
        {
            yield return value => NumberOf(value) >= rule.Min ? null : new(FieldProblem.TooSmall, $"is {Text(value)}: give at least {Text(rule.Min)}");
        }

        if (rule.HasMax)
        {
            yield return value => NumberOf(value) <= rule.Max ? null : new(FieldProblem.TooLarge, $"is {Text(value)}: give at most {Text(rule.Max)}");
        }

        if (rule.Timeslot)
        {
            yield return value => NumberOf(value) is var start && start >= 0 && start < TimeslotsEnd && start % TimeslotSeconds == 0
                ? null
                : new(FieldProblem.NotATimeslot, $"{Text(value)} is no timeslot: give its UTC start in seconds since 1970, a multiple of 900, before the year 2106");
        }

        if (rule.PageSize)
        {
            yield return value => NumberOf(value) >= 0 ? null : new(FieldProblem.TooSmall, $"is {Text(value)}: give the most items wanted in an answer, or 0 for as many as it takes");
        }
    }

    static Int128 NumberOf(object value) => value switch
    {
        int number => number,
        long number => number,
        uint number => number,
        ulong number => number,
        _ => throw new ArgumentException($"A {value.GetType()} is no integer.", nameof(value)),
    };

    static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
