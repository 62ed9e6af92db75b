namespace LocalEnergyMarket.Backend.Mastr.Export;

/// <summary>A file of the export cannot be read.</summary>
/// <param name="what">The end of a sentence that begins with the file's name.</param>
sealed class ExportDamage(string what) : Exception(what);
