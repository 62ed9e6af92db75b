using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Json;

/// <summary>How messages stand in bodies: JSON (protobuf's JSON mapping) or binary.</summary>
abstract class MessageForm
{
    public static readonly MessageForm Json = new JsonForm();
    public static readonly MessageForm Binary = new BinaryForm();

    public abstract string ContentType { get; }

    /// <summary>By what follows <c>application/</c> in a content type, and by GET's <c>encoding</c>.</summary>
    public static MessageForm? Find(string name) => name.ToLowerInvariant() switch { "json" => Json, "proto" => Binary, _ => null };

    /// <returns>The message in binary.</returns>
    /// <exception cref="NoCallException">INVALID_ARGUMENT: it is none.</exception>
    public abstract ReadOnlyMemory<byte> Read(MessageDescriptor type, ReadOnlyMemory<byte> body);

    public abstract ReadOnlyMemory<byte> Write(MessageDescriptor type, ReadOnlyMemory<byte> message);

    // What a parser says repeats what was sent, however long it was and whatever halves of characters were in it.
    static string Said(Exception e) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(e.Message.Length > 200 ? e.Message[..200] + "…" : e.Message));

    sealed class BinaryForm : MessageForm
    {
        public override string ContentType => "application/proto";

        public override ReadOnlyMemory<byte> Read(MessageDescriptor type, ReadOnlyMemory<byte> body)
        {
            try
            {
                // The service parses it again; a malformed message would be its INTERNAL there, and is the caller's fault here.
                type.Parser.ParseFrom(body.Span);
                return body;
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new NoCallException(new(StatusCode.InvalidArgument, $"The body is no {type.FullName} in binary: {Said(e)}"));
            }
        }

        public override ReadOnlyMemory<byte> Write(MessageDescriptor type, ReadOnlyMemory<byte> message) => message;
    }

    sealed class JsonForm : MessageForm
    {
        static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

        // A field that does not exist is a typing mistake of somebody who would trade something else than meant.
        static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(false));

        public override string ContentType => "application/json";

        public override ReadOnlyMemory<byte> Read(MessageDescriptor type, ReadOnlyMemory<byte> body)
        {
            try
            {
                var text = Utf8.GetString(body.Span);
                return text.AsSpan().Trim().IsEmpty
                    ? throw new NoCallException(new(StatusCode.InvalidArgument, $"The body is empty; a {type.FullName} without fields is {{}}."))
                    : Parser.Parse(text, type).ToByteArray();
            }
            catch (Exception e) when (e is IOException or DecoderFallbackException)
            {
                throw new NoCallException(new(StatusCode.InvalidArgument, $"The body is no {type.FullName} in JSON: {Said(e)}"));
            }
        }

        public override ReadOnlyMemory<byte> Write(MessageDescriptor type, ReadOnlyMemory<byte> message) =>
            Utf8.GetBytes(JsonFormatter.Default.Format(type.Parser.ParseFrom(message.Span)));
    }
}
