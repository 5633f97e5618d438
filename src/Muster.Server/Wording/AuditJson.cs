using System.Text.Json;
using Muster.Engine.Auditing;

namespace Muster.Server.Wording;

/// <summary>Audit entries for programs.</summary>
internal static class AuditJson
{
    /// <summary>Writes an entry with everything its hash is made of.</summary>
    public static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.Instant("at", entry.At);
        json.WriteString("actor", entry.Actor);
        json.WriteString("action", entry.Action);
        json.WriteString("subject", entry.Subject);
        json.WriteString("detail", entry.Detail);
        json.WriteString("previousHash", entry.PreviousHash);
        json.WriteString("hash", entry.Hash);
        json.WriteEndObject();
    }
}
