using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header: a key in lower case and a value, text (ASCII) or bytes (keys ending in "-bin").</summary>
    public class Entry
    {
        static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        readonly string? _text;
        readonly byte[]? _bytes;

        /// <param name="key">Letters, digits, '_', '-', '.'; put in lower case; must not end in "-bin".</param>
        /// <param name="value">ASCII text.</param>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (IsBinary)
            {
                throw new ArgumentException($"The key '{Key}' ends in '{BinaryHeaderSuffix}': its value must be given as bytes.", nameof(key));
            }

            _text = value;
        }

        /// <param name="key">As for text, but must end in "-bin".</param>
        /// <param name="valueBytes">Any bytes; they are copied.</param>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!IsBinary)
            {
                throw new ArgumentException($"The key '{Key}' of a binary value must end in '{BinaryHeaderSuffix}'.", nameof(key));
            }

            _bytes = [.. valueBytes];
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text. <see cref="InvalidOperationException"/> for a binary entry.</summary>
        public string Value => _text ?? throw new InvalidOperationException($"The value of '{Key}' is bytes; read ValueBytes.");

        /// <summary>The bytes (a copy); of a text, its ASCII encoding.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(Value) : [.. _bytes];

        public override string ToString() => _bytes is null ? $"[Entry: key={Key}, value={_text}]" : $"[Entry: key={Key}, {_bytes.Length} bytes]";

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        static string Normalize(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
#pragma warning disable CA1308 // HTTP/2 header names are lower case (RFC 9113, section 8.2.1).
            var lower = key.ToLowerInvariant();
#pragma warning restore CA1308
            return lower.AsSpan().ContainsAnyExcept(KeyCharacters)
                ? throw new ArgumentException($"The metadata key '{key}' may contain only letters, digits, '_', '-' and '.'.", nameof(key))
                : lower;
        }
    }
}
