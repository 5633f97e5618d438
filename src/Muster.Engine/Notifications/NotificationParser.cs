using System.Text.Json;
using System.Text.Unicode;

namespace Muster.Engine.Notifications;

/// <summary>Reads the body of a notification. Strict about what Muster looks at, blind to the rest; a bad entry spoils itself only, bad JSON all.</summary>
internal static class NotificationParser
{
    /// <summary>Longest text looked at, in bytes as written; a client state has 128 characters at most.</summary>
    public const int MaxText = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 24 };

    /// <returns>The entries; null when the body is no notification at all.</returns>
    public static NotificationBatch? Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return null;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            return Root(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static NotificationBatch? Root(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        NotificationBatch? batch = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isValue)
                reader.Skip();
            else if (batch is not null || reader.TokenType != JsonTokenType.StartArray)
                return null;
            else
                batch = Entries(ref reader);
        }
        // Whatever follows the object makes the reader throw.
        return reader.Read() ? null : batch;
    }

    private static NotificationBatch Entries(ref Utf8JsonReader reader)
    {
        var entries = new List<ChangeNotification>();
        var malformed = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && Entry(ref reader) is { } entry)
                entries.Add(entry);
            else
            {
                // An entry that is a list; an object has been read to its end.
                if (reader.TokenType == JsonTokenType.StartArray)
                    reader.Skip();
                malformed++;
            }
        }
        return new(entries, malformed);
    }

    /// <summary>Reads one object to its end, whatever is in it.</summary>
    private static ChangeNotification? Entry(ref Utf8JsonReader reader)
    {
        var fields = new EntryFields();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = EntryFields.Named(ref reader);
            reader.Read();
            if (field is { } known)
                fields.Take(known, ref reader);
            reader.Skip();
        }
        return fields.Entry;
    }
}
