using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Muster.GraphEmulator.SignIn;

namespace Muster.Cli.Emulating;

/// <summary>Reads outside identities: one object or an array of them, whose <c>keys</c> are a JSON Web Key Set or the name of a file with one.</summary>
internal static class FederatedTrustFile
{
    private const string Option = "--federated-trust";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="UserErrorException">A file is missing or does not say what it should.</exception>
    public static async Task<IReadOnlyList<FederatedTrust>> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            var document = JsonNode.Parse(await Typed.ReadAsync(file, Option, cancellationToken));
            var trusts = new List<FederatedTrust>();
            foreach (var item in document as JsonArray ?? [document?.DeepClone()])
                trusts.Add(await ReadAsync(item as JsonObject, file, cancellationToken));
            return trusts;
        }
        catch (JsonException problem)
        {
            throw Typed.Wrong($"{Option}: {file.FullName} does not hold issuer, subject, audience and keys as JSON: {problem.Message}");
        }
    }

    private static async Task<FederatedTrust> ReadAsync(JsonObject? item, FileInfo file, CancellationToken cancellationToken)
    {
        if (item is null)
            throw Typed.Wrong($"{Option}: {file.FullName} is not an object or an array of objects.");
        if (item["keys"] is JsonValue name && name.GetValueKind() == JsonValueKind.String)
        {
            var keys = new FileInfo(Path.Combine(file.DirectoryName!, name.GetValue<string>()));
            item["keys"] = JsonNode.Parse(await Typed.ReadAsync(keys, Option, cancellationToken));
        }
        return item.Deserialize<FederatedTrust>(Options)!;
    }
}
