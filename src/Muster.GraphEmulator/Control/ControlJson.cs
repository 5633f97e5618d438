using System.Text.Json;
using System.Text.Json.Serialization;

namespace Muster.GraphEmulator.Control;

internal static class ControlJson
{
    /// <summary>A member that is not known is an error: a misspelt order would otherwise do nothing, silently.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
