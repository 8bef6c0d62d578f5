using System.Text;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Gateway.Connect.Service;

/// <summary>Looks for texts of a message that are not UTF-8: the library would read them as other texts, where other languages refuse the message.</summary>
internal static class WireText
{
    /// <summary>Tells whether all texts of a well-formed message are UTF-8.</summary>
    /// <remarks>Parts that are ASCII throughout need no look at their fields: the library's descriptors take 0.15 s of a process's start to make.</remarks>
    public static bool IsValid(ReadOnlySpan<byte> bytes, IMessage message) => IsValid(bytes, () => message.Descriptor);

    private static bool IsValid(ReadOnlySpan<byte> message, Func<MessageDescriptor> descriptor)
    {
        int position = 0;
        while (position < message.Length)
        {
            if (!TryReadVarint(message, ref position, out ulong tag))
            {
                return true;
            }
            switch ((WireFormat.WireType)(tag & 7))
            {
                case WireFormat.WireType.Varint:
                    TryReadVarint(message, ref position, out _);
                    break;
                case WireFormat.WireType.Fixed64:
                    position += 8;
                    break;
                case WireFormat.WireType.Fixed32:
                    position += 4;
                    break;
                case WireFormat.WireType.LengthDelimited:
                    if (!TryReadVarint(message, ref position, out ulong length) || length > (ulong)(message.Length - position))
                    {
                        return true;
                    }
                    var content = message.Slice(position, (int)length);
                    position += (int)length;
                    if (!Ascii.IsValid(content) && descriptor().FindFieldByNumber((int)(tag >> 3)) is { } field && !IsValid(content, field))
                    {
                        return false;
                    }
                    break;
                default:
                    // Groups, which no message of the service has.
                    return true;
            }
        }
        return true;
    }

    private static bool IsValid(ReadOnlySpan<byte> content, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => Utf8.IsValid(content),
        FieldType.Message => IsValid(content, () => field.MessageType),
        _ => true,
    };

    private static bool TryReadVarint(ReadOnlySpan<byte> message, ref int position, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && position < message.Length; shift += 7)
        {
            byte part = message[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }
        return false;
    }
}
