using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls.Methods;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>Refuses request messages that break the rules of their fields, naming all of them at once.</summary>
static class RequestValidation
{
    /// <summary>As many as fit into the sentence; the details have more.</summary>
    const int MostInMessage = 4;

    /// <summary>What to do with each request message of the method; null: nothing.</summary>
    public static Action<object>? Of(CallMethod method) => MessageRules.Of(method.Descriptor.InputType) is { } rules ? message => Check(rules, (IMessage)message) : null;

    static void Check(MessageRules rules, IMessage message)
    {
        var found = rules.Check(message);
        if (found.Count > 0)
        {
            throw ToRefusal(found);
        }
    }

    static RefusalException ToRefusal(List<Violation> found)
    {
        var text = string.Join(' ', found.Take(MostInMessage));
        var message = found.Count > MostInMessage ? $"{text} And {found.Count - MostInMessage} more." : text;
        var details = new BadRequest
        {
            FieldViolations =
            {
                found.Select(wrong => new BadRequest.Types.FieldViolation
                {
                    Field = wrong.Field, Description = wrong.ToString(), Reason = ReasonNames.Of(wrong.Problem),
                }),
            },
        };
        return new(new(StatusCode.InvalidArgument, message), Reason.FieldsInvalid, details);
    }
}
