using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>The rules of one field. Paths are only written when something is wrong.</summary>
sealed class FieldRules
{
    static readonly Wrong IsMissing = new(FieldProblem.Missing, "is missing: it must be given");

    readonly FieldDescriptor _field;
    readonly IReadOnlyList<ValueRule> _rules;
    readonly Func<int, Wrong?>? _list;
    readonly bool _required;
    readonly bool _nested;

    FieldRules(FieldDescriptor field)
    {
        (_field, _rules, _list, _required) = (field, ValueRules.Of(field), ListRule.Of(field), IsRequired(field));
        _nested = field.FieldType == FieldType.Message && !field.IsMap && MessageRules.HasRules(field.MessageType, []);
    }

    /// <summary>Null if the field has none.</summary>
    public static FieldRules? Of(FieldDescriptor field)
    {
        var rules = new FieldRules(field);
        return rules._rules.Count > 0 || rules._list is not null || rules._required || rules._nested ? rules : null;
    }

    public static FieldRule? RuleOf(FieldDescriptor field) => field.GetOptions()?.GetExtension(RulesExtensions.Rule);

    public static bool IsRequired(FieldDescriptor field) => RuleOf(field) is { Required: true };

    public void Check(IMessage message, List<Violation> found)
    {
        if (_field.IsMap)
        {
            CheckList(((IDictionary)_field.Accessor.GetValue(message)).Values, found);
        }
        else if (_field.IsRepeated)
        {
            CheckList((ICollection)_field.Accessor.GetValue(message), found);
        }
        else if (!_field.HasPresence || _field.Accessor.HasValue(message))
        {
            CheckValue(_field.Accessor.GetValue(message), index: null, found);
        }
        else if (_required && _field.RealContainingOneof is null)
        {
            // Of a oneof another may have been chosen.
            Add(IsMissing, index: null, found);
        }
    }

    void CheckList(ICollection items, List<Violation> found)
    {
        if (_list?.Invoke(items.Count) is { } tooMany)
        {
            Add(tooMany, index: null, found);
            return;
        }

        if (_rules.Count == 0 && !_required && !_nested)
        {
            return;
        }

        var index = 0;
        foreach (var item in items)
        {
            if (found.Count >= MessageRules.MostViolations)
            {
                return;
            }

            CheckValue(item, index++, found);
        }
    }

    void CheckValue(object value, int? index, List<Violation> found)
    {
        if (_required && ValueRules.IsEmpty(value))
        {
            Add(IsMissing, index, found);
            return;
        }

        foreach (var rule in _rules)
        {
            if (rule(value) is { } wrong)
            {
                Add(wrong, index, found);
                return;
            }
        }

        if (_nested)
        {
            var before = found.Count;
            MessageRules.Of(_field.MessageType)?.Check((IMessage)value, found);
            for (var i = before; i < found.Count; i++)
            {
                found[i] = found[i].In(NameOf(index));
            }
        }
    }

    void Add(Wrong wrong, int? index, List<Violation> found) => found.Add(new(NameOf(index), wrong.Problem, wrong.Says));

    string NameOf(int? index) => index is { } i ? string.Create(CultureInfo.InvariantCulture, $"{_field.Name}[{i}]") : _field.Name;
}
