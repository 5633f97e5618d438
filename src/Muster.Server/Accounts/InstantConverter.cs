using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Muster.Server.Accounts;

/// <summary>Integer milliseconds UTC.</summary>
internal sealed class InstantConverter()
    : ValueConverter<DateTimeOffset, long>(
        instant => instant.ToUnixTimeMilliseconds(),
        value => DateTimeOffset.FromUnixTimeMilliseconds(value)
    );
