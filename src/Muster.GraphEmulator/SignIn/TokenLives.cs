using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.SignIn;

/// <summary>How long the next token is good for: always the same, or drawn as the service draws it.</summary>
internal sealed class TokenLives(EmulatorOptions options)
{
    private const int Shortest = 60 * 60;
    private const int Longest = 90 * 60;
    private readonly SeededRandom? _random = options.TokenLifeSeed is { } seed ? new(seed, "token life") : null;
    private readonly Lock _lock = new();

    public TimeSpan Next()
    {
        if (_random is null)
            return options.AccessTokenLife;
        lock (_lock)
            return TimeSpan.FromSeconds(_random.Between(Shortest, Longest));
    }
}
