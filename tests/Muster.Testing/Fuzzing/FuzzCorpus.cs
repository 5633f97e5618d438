using System.Security.Cryptography;

namespace Muster.Testing.Fuzzing;

/// <summary>Inputs that led to different outcomes, in a folder for each parser; without a folder they are kept in memory.</summary>
internal sealed class FuzzCorpus
{
    private const int MostKept = 2_000;
    private readonly string? _folder;
    private readonly HashSet<string> _outcomes = new(StringComparer.Ordinal);
    private readonly List<byte[]> _inputs;

    public FuzzCorpus(FuzzTarget target, string? root)
    {
        _inputs = [.. target.Seeds];
        _folder = root is null ? null : Path.Combine(root, target.Name);
        if (_folder is null)
            return;
        Directory.CreateDirectory(_folder);
        foreach (var file in Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal))
            _inputs.Add(File.ReadAllBytes(file));
    }

    public IReadOnlyList<byte[]> Inputs => _inputs;

    /// <summary>Keeps an input whose outcome was not seen before.</summary>
    public void Note(byte[] input, string outcome, bool known)
    {
        if (!_outcomes.Add(outcome) || known || _inputs.Count >= MostKept)
            return;
        _inputs.Add(input);
        if (_folder is not null)
            Write(input, "");
    }

    /// <summary>Writes an input that broke a rule.</summary>
    /// <returns>Where; null without a folder.</returns>
    public string? Fail(byte[] input) => _folder is null ? null : Write(input, "failed-");

    private string Write(byte[] input, string prefix)
    {
        var path = Path.Combine(_folder!, prefix + Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        return path;
    }
}
