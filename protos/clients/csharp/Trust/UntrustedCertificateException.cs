using System.Security.Authentication;

namespace LocalEnergyMarket.Client.Trust;

/// <summary>The server's certificate is refused; the message says what is wrong with it.</summary>
sealed class UntrustedCertificateException(string message, Exception? inner = null) : AuthenticationException(message, inner);
