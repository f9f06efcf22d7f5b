/** Divisions of health, transport, leisure and services in the notation of `../parse-words.ts`. */
export const SERVICE_WORDS = `
= Gesundheit | santé
- Arznei und Hilfsmittel
+ Arzneimittel | Medikament,Arznei | médicament,remède | rezeptfrei,akut,forte,für Kinder | sans ordonnance,aigu,forte,pour enfants | 10 Stk,20 Stk,50ml,100g | 12.5 | pharmacy drugstore
Schmerztabletten,Ibuprofen,Paracetamol,Kopfwehtabletten,Schmerzgel | comprimés antidouleur,ibuprofène,paracétamol,aspirine,gel antidouleur
Hustensirup,Nasenspray,Halstabletten,Erkältungsbad,Hustenlöser | sirop contre la toux,spray nasal,pastilles pour la gorge,bain thermal rhume,sachet grippe
Salbe,Wundsalbe,Desinfektionsmittel,Heilsalbe,Narbengel | pommade,crème cicatrisante,désinfectant,baume,gel cicatrices
Magentabletten,Abführmittel,Durchfallmittel,Verdauungstropfen,Sodbrennengel | comprimés estomac,laxatif,antidiarrhéique,gouttes digestives,sachet brûlures d'estomac
Vitamintabletten,Magnesium,Brausetabletten,Vitamin D,Eisenkapseln | vitamines,magnésium,comprimés effervescents,vitamine D,capsules de fer
Antiallergikum,Heuschnupfentabletten,Augentropfen,Allergiespray,Ohrentropfen | antiallergique,comprimés rhume des foins,gouttes pour les yeux,spray allergie,gouttes auriculaires
+ Hilfsmittel | Hilfsmittel,Sanitätsartikel | matériel médical,article sanitaire | steril,hautfreundlich,Größe M,wasserfest | stérile,hypoallergénique,taille M,étanche | 1 Stk,2 Stk,10 Stk,50 Stk | 15 | pharmacy drugstore
Pflaster,Verband,Kompressen,Wundpflaster,Blasenpflaster | pansements,bandage,compresses,sparadrap,pansement ampoules
Brille,Brillengläser,Lesebrille,Sonnenbrille,Gleitsichtbrille | lunettes,verres de lunettes,lunettes de lecture,lunettes de soleil,verres progressifs
Kontaktlinsen,Linsenmittel,Tageslinsen,Monatslinsen,Linsenbehälter | lentilles de contact,solution pour lentilles,lentilles journalières,lentilles mensuelles,étui à lentilles
Fieberthermometer,Blutdruckmessgerät,Inhalator,Blutzuckerstreifen,Pulsoximeter | thermomètre,tensiomètre,inhalateur,bandelettes glycémie,oxymètre
Kondome,Schwangerschaftstest,Gleitgel,Verhütungsring,Ovulationstest | préservatifs,test de grossesse,lubrifiant,anneau contraceptif,test d'ovulation
- Behandlung
+ Behandlungen | Behandlung,Praxis | traitement,cabinet | Rechnung,Termin,ambulant,Selbstbehalt | facture,consultation,ambulatoire,franchise | 1 Stk,1 Stunde,9 Sitzungen,2 Stk | 130 | service transfer
Arztrechnung,Hausarzt,Arzthonorar,Facharzt,Telemedizin | facture du médecin,médecin de famille,honoraires médicaux,spécialiste,télémédecine
Zahnarzt,Dentalhygiene,Zahnspange,Zahnfüllung,Zahnschiene | dentiste,hygiéniste dentaire,appareil dentaire,plombage,gouttière dentaire
Physiotherapie,Massage,Osteopathie,Akupunktur,Ergotherapie | physiothérapie,massage,ostéopathie,acupuncture,ergothérapie
Spitalrechnung,Laboranalyse,Röntgen,Notfallaufnahme,Impfung | facture d'hôpital,analyse de laboratoire,radiographie,urgences,vaccin
= Verkehr | transports
- Fahrzeuge
+ Fahrzeuge und Teile | Fahrzeug,Ersatzteil | véhicule,pièce détachée | neu,gebraucht,Original,schwarz | neuf,occasion,d'origine,noir | 1 Stk,2 Stk,4 Stk,205/55 | 160 | garage online
Neuwagen,Gebrauchtwagen,Leasingrate,Auto,Elektroauto | voiture neuve,voiture d'occasion,mensualité leasing,auto,voiture électrique
Fahrrad,Mountainbike,E-Bike,Kinderfahrrad,Lastenrad | vélo,VTT,vélo électrique,vélo enfant,vélo cargo
Motorrad,Roller,Motorradhelm,Mofa,Elektroroller | moto,scooter,casque moto,cyclomoteur,trottinette électrique
Winterreifen,Sommerreifen,Felgen,Reifen,Ganzjahresreifen | pneus d'hiver,pneus d'été,jantes,pneus,pneus quatre saisons
Autobatterie,Scheibenwischer,Bremsbeläge,Zündkerzen,Dachbox | batterie auto,essuie-glace,plaquettes de frein,bougies d'allumage,coffre de toit
Fahrradschlauch,Fahrradhelm,Fahrradschloss,Velopumpe,Fahrradkette | chambre à air,casque vélo,antivol vélo,pompe à vélo,chaîne de vélo
+ Betrieb | Auto,Tankstelle | auto,station-service | super,Quittung,bleifrei,Zapfsäule 4 | super,quittance,sans plomb,pompe 4 | 20l,35l,42l,1 Stk | 61 | garage kiosk
Benzin,Bleifrei 95,Superbenzin,Treibstoff,Super E10 | essence,sans plomb 95,super,carburant,sans plomb E10
Diesel,Dieselkraftstoff,Ad Blue,Gasöl,Biodiesel | diesel,gazole,additif diesel,gas-oil,biodiesel
Ladestrom,Ladestation,Schnellladung,Ladekarte Auto,Wallbox Strom | recharge électrique,borne de recharge,recharge rapide,carte de recharge auto,courant borne
Motoröl,Frostschutz,Scheibenreiniger,Kühlmittel,Getriebeöl | huile moteur,antigel,lave-glace,liquide de refroidissement,huile de boîte
Autoservice,Ölwechsel,Radwechsel,Autoreparatur,Hauptuntersuchung | service auto,vidange,changement de roues,réparation auto,contrôle technique
Autowäsche,Waschanlage,Innenreinigung,Waschstraße,Handwäsche Auto | lavage auto,station de lavage,nettoyage intérieur,tunnel de lavage,lavage à la main
Parkgebühr,Parkhaus,Parkschein,Parkuhr,Autobahnvignette | taxe de parking,parking,ticket de parking,parcomètre,vignette autoroutière
Führerschein,Fahrstunde,Zulassung,Fahrschule,Nothelferkurs | permis de conduire,leçon de conduite,immatriculation,auto-école,cours de premiers secours
- Reise
+ Fahrkarten | Fahrkarte,Ticket | billet,ticket | ermäßigt,zweite Klasse,hin und zurück,Einzelfahrt | réduit,deuxième classe,aller-retour,aller simple | 1 Stk,2 Stk,6 Fahrten,1 Monat | 26 | service kiosk
Zugbillett,Bahnfahrkarte,Bahnticket,Sparbillett,Nachtzug | billet de train,billet CFF,titre de transport train,billet dégriffé,train de nuit
Busfahrkarte,Tramticket,U-Bahn Ticket,Mehrfahrtenkarte,Nachtbus | billet de bus,ticket de tram,ticket de métro,carte multicourses,bus de nuit
Monatsabo,Jahresabo,Bahncard,Verbundabo,Deutschlandticket | abonnement mensuel,abonnement annuel,carte demi-tarif,abonnement communautaire,abonnement général
Taxi,Taxifahrt,Mietwagen,Carsharing,Fahrdienst | taxi,course en taxi,voiture de location,autopartage,chauffeur privé
Flugticket,Flug,Billigflug,Fluggepäck,Flugzuschlag | billet d'avion,vol,vol à bas prix,bagage en soute,surcharge aérienne
Fähre,Schifffahrt,Seilbahn,Bergbahn,Sessellift | ferry,bateau,téléphérique,funiculaire,télésiège
Umzug,Möbeltransport,Lieferkosten,Transporter,Zügelkisten | déménagement,transport de meubles,frais de livraison,camionnette,cartons de déménagement
= Kommunikation | communication
- Post und Telefon
+ Telefonie | Telefon,Handy | téléphone,mobile | prepaid,128GB,monatlich,schwarz | prépayé,128 Go,mensuel,noir | 1 Stk,1 Monat,10 Stk,24 Monate | 55 | electronics transfer
Briefmarken,Paketporto,Porto,Einschreiben,Paketmarke | timbres,port colis,affranchissement,recommandé,timbre colis
Smartphone,Mobiltelefon,Klapphandy,Seniorenhandy,Faltphone | smartphone,téléphone portable,téléphone à clapet,portable senior,smartphone pliable
Handyrechnung,Handyabo,Prepaidkarte,Guthaben,Datenpaket | facture mobile,abonnement mobile,carte prépayée,recharge crédit,paquet de données
Internetabo,Festnetz,Kabelanschluss,Glasfaser,Routermiete | abonnement internet,réseau fixe,raccordement câble,fibre optique,location routeur
Handyhülle,Ladekabel,Displayschutz,Ladegerät,Powerbank | coque de téléphone,câble de charge,protection d'écran,chargeur,batterie externe
- Geräte
+ Unterhaltungselektronik | Elektronik,Gerät | électronique,appareil | kabellos,schwarz,HD,gebraucht | sans fil,noir,HD,reconditionné | 1 Stk,2 Stk,55 Zoll,1TB | 190 | electronics online
Fernseher,Beamer,Soundbar,TV-Gerät,Heimkino | téléviseur,projecteur,barre de son,écran TV,home cinéma
Kopfhörer,Lautsprecher,Ohrhörer,Radio,Plattenspieler | casque audio,haut-parleur,écouteurs,radio,tourne-disque
Laptop,Notebook,Computer,Tablet,Mini-PC | ordinateur portable,notebook,ordinateur,tablette,mini PC
Maus,Tastatur,Bildschirm,Monitor,Webcam | souris,clavier,écran,moniteur,webcam
Drucker,Druckerpatrone,Toner,Tintenpatrone,Scanner | imprimante,cartouche d'encre,toner,cartouche,scanner
Kamera,Objektiv,Speicherkarte,Stativ,Actionkamera | appareil photo,objectif,carte mémoire,trépied,caméra d'action
USB-Stick,Festplatte,Virenschutz,Software,Cloudspeicher | clé USB,disque dur,antivirus,logiciel,stockage en ligne
= Freizeit und Kultur | loisirs et culture
- Spiel und Sport
+ Spielzeug | Spielzeug,Spiel | jouet,jeu | ab 3 Jahren,Holz,groß,Geschenk | dès 3 ans,bois,grand,cadeau | 1 Stk,2 Stk,48 Teile,500 Teile | 23 | toys online
Puppe,Puppenwagen,Stofftier,Teddybär,Puppenhaus | poupée,poussette de poupée,peluche,ours en peluche,maison de poupée
Bausteine,Spielzeugauto,Holzeisenbahn,Modellauto,Kugelbahn | briques à construire,petite voiture,train en bois,voiture miniature,circuit à billes
Brettspiel,Puzzle,Kartenspiel,Würfelspiel,Quizspiel | jeu de société,puzzle,jeu de cartes,jeu de dés,jeu de questions
Videospiel,Spielkonsole,Controller,Computerspiel,Spielguthaben | jeu vidéo,console de jeu,manette,jeu d'ordinateur,crédit de jeu
Luftballons,Girlande,Feuerwerk,Kostüm,Partyhut | ballons,guirlande,feux d'artifice,déguisement,chapeau de fête
+ Sport | Sport,Sportartikel | sport,article de sport | leicht,Größe M,Profi,rot | léger,taille M,pro,rouge | 1 Stk,1 Paar,3 Stk,1 Monat | 38 | sports online
Ski,Skischuhe,Snowboard,Schlitten,Tourenski | skis,chaussures de ski,snowboard,luge,skis de randonnée
Fußball,Tennisschläger,Volleyball,Tischtennisball,Padelschläger | ballon de football,raquette de tennis,volleyball,balle de ping-pong,raquette de padel
Hanteln,Yogamatte,Laufband,Springseil,Faszienrolle | haltères,tapis de yoga,tapis de course,corde à sauter,rouleau de massage
Zelt,Schlafsack,Rucksack,Campingkocher,Isomatte | tente,sac de couchage,sac à dos,réchaud de camping,matelas isolant
Fitnessabo,Sportkurs,Fitnessstudio,Kletterhalle,Pilateskurs | abonnement fitness,cours de sport,salle de fitness,salle d'escalade,cours de pilates
Hallenbad,Eintritt Schwimmbad,Freibad,Thermalbad,Sauna Eintritt | piscine couverte,entrée piscine,piscine en plein air,bains thermaux,entrée sauna
Skipass,Tageskarte Ski,Eisbahn,Skimiete,Langlaufpass | forfait de ski,carte journalière ski,patinoire,location de skis,carte ski de fond
- Kultur
+ Bücher und Papier | Buch,Papeterie | livre,papeterie | Taschenbuch,A4,kariert,gebunden | poche,A4,quadrillé,relié | 1 Stk,3 Stk,100 Blatt,500 Blatt | 13 | books online
Roman,Krimi,Taschenbuch Roman,Bestseller,Hörbuch | roman,polar,roman de poche,best-seller,livre audio
Kinderbuch,Bilderbuch,Comic,Malbuch,Jugendroman | livre pour enfants,livre d'images,bande dessinée,livre de coloriage,roman jeunesse
Kochbuch,Reiseführer,Sachbuch,Wörterbuch,Ratgeber | livre de cuisine,guide de voyage,documentaire,dictionnaire,guide pratique
Schulbuch,Lehrbuch,Lernheft,Arbeitsbuch,Lernapp | manuel scolaire,livre d'exercices,cahier d'apprentissage,cahier de vacances,application scolaire
Zeitung,Tageszeitung,Zeitungsabo,Sonntagszeitung,E-Paper | journal,quotidien,abonnement journal,journal du dimanche,journal numérique
Zeitschrift,Magazin,Illustrierte,Rätselheft,Modezeitschrift | magazine,revue,hebdomadaire,mots croisés,revue de mode
Kugelschreiber,Bleistift,Filzstifte,Farbstifte,Textmarker | stylo,crayon,feutres,crayons de couleur,surligneur
Notizbuch,Druckerpapier,Schulheft,Briefumschläge,Kalender | carnet,papier imprimante,cahier,enveloppes,agenda
Grußkarte,Geburtstagskarte,Geschenkpapier,Postkarte,Geschenkband | carte de vœux,carte d'anniversaire,papier cadeau,carte postale,ruban cadeau
+ Veranstaltungen und Medien | Eintritt,Abo | entrée,abonnement | Erwachsene,online,ermäßigt,monatlich | adulte,en ligne,réduit,mensuel | 1 Stk,2 Stk,4 Stk,1 Monat | 27 | service online
Kinoeintritt,Kinokarte,Filmticket,Kinogutschein,Freiluftkino | entrée cinéma,billet de cinéma,place de ciné,bon cinéma,cinéma en plein air
Theaterkarte,Konzertkarte,Oper,Festivalpass,Comedyabend | billet de théâtre,billet de concert,opéra,passe festival,soirée humour
Museumseintritt,Zooeintritt,Ausstellung,Freizeitpark,Planetarium | entrée musée,entrée zoo,exposition,parc d'attractions,planétarium
Streaming,Streamingabo,Pay-TV,Musikabo,Podcastabo | streaming,abonnement streaming,télévision payante,abonnement musique,abonnement podcast
Lottoschein,Rubbellos,Sportwette,Lose,Bingo | bulletin de loto,billet à gratter,pari sportif,loterie,bingo
Gitarre,Klavier,Blockflöte,Notenheft,Ukulele | guitare,piano,flûte à bec,partition,ukulélé
Fotoabzüge,Fotobuch,Passfoto,Leinwanddruck,Fotokalender | tirages photo,livre photo,photo passeport,impression sur toile,calendrier photo
- Tiere, Pflanzen, Ferien
+ Tiere und Pflanzen | Tier,Pflanze | animal,plante | adult,getreidefrei,groß,im Topf | adulte,sans céréales,grand,en pot | 1 Stk,400g,2kg,10kg | 11 | supermarket market
Katzenfutter,Katzennassfutter,Katzentrockenfutter,Katzensnack,Kittenfutter | nourriture pour chat,pâtée pour chat,croquettes pour chat,friandise pour chat,lait pour chat
Hundefutter,Hundesnack,Kauknochen,Hundetrockenfutter,Welpenfutter | nourriture pour chien,friandise pour chien,os à mâcher,croquettes pour chien,croquettes chiot
Katzenstreu,Vogelfutter,Hamsterstreu,Fischfutter,Heu | litière pour chat,graines pour oiseaux,litière rongeurs,nourriture poissons,foin
Tierarzt,Hundeleine,Katzenbaum,Aquarium,Hundekorb | vétérinaire,laisse,arbre à chat,aquarium,panier pour chien
Rosenstrauß,Blumenstrauß,Tulpen,Schnittblumen,Trockenblumen | bouquet de roses,bouquet de fleurs,tulipes,fleurs coupées,fleurs séchées
Zimmerpflanze,Orchidee,Geranien,Kaktus,Kräutertopf | plante d'intérieur,orchidée,géraniums,cactus,herbes en pot
Pauschalreise,Badeferien,Städtereise,Kreuzfahrt,Safari | voyage organisé,vacances balnéaires,voyage en ville,croisière,safari
= Bildung, Gastgewerbe, Verschiedenes | formation, restauration, divers
- Bildung
+ Kurse | Kurs,Gebühr | cours,taxe | Semester,Anfänger,online,Rechnung | semestre,débutant,en ligne,facture | 1 Stk,10 Lektionen,1 Semester,1 Monat | 210 | transfer service
Kinderkrippe,Kita,Tagesmutter,Hortgebühr,Mittagstisch | crèche,garderie,maman de jour,accueil parascolaire,cantine de midi
Schulgeld,Privatschule,Internat,Studiengebühr,Prüfungsgebühr | écolage,école privée,internat,taxe d'études,taxe d'examen
Sprachkurs,Nachhilfe,Deutschkurs,Computerkurs,Onlinekurs | cours de langue,cours d'appui,cours de français,cours d'informatique,cours en ligne
Musikunterricht,Klavierstunde,Tanzkurs,Malkurs,Kochkurs | cours de musique,leçon de piano,cours de danse,cours de peinture,atelier cuisine
- Gastgewerbe
+ Restaurant | Essen,Restaurant | repas,restaurant | klein,Tagesmenü,mit Beilage,zum Mitnehmen | petit,menu du jour,avec garniture,à l'emporter | 1 Stk,2 Stk,2dl,3dl | 17.5 | restaurant
Mittagsmenü,Schnitzel Pommes,Menu 1,Tagesteller,Cordon bleu Pommes | menu de midi,escalope frites,menu 1,assiette du jour,cordon bleu frites
Pizza Restaurant,Pizza Funghi,Pasta Carbonara,Risotto,Pinsa | pizza au resto,pizza funghi,pâtes carbonara,risotto,pinsa
Kebab,Hamburger,Currywurst,Pommes,Hot Dog | kebab,hamburger,saucisse curry,portion de frites,hot-dog
Beilagensalat,Suppe,Vorspeise,Tatar Toast,Bruschetta | salade verte,soupe du jour,entrée,tartare toast,bruschetta
Dessert,Tiramisu,Coupe Dänemark,Kugel Eis,Crème brûlée | dessert,tiramisu,coupe danemark,boule de glace,crème brûlée
Kaffee crème,Cappuccino,Latte macchiato,Espresso doppio,Flat White | café crème,cappuccino,latte macchiato,double expresso,renversé
Bier vom Fass,Stange,Offenwein,Cocktail,Spritz | pression,demi,vin ouvert,cocktail,spritz
Kantine,Mensa,Personalrestaurant,Schulkantine,Automatensnack | cantine,mensa,restaurant du personnel,cantine scolaire,snack automate
+ Unterkunft | Übernachtung,Zimmer | nuitée,chambre | Doppelzimmer,inkl. Frühstück,Halbpension,zwei Nächte | chambre double,petit-déjeuner compris,demi-pension,deux nuits | 1 Nacht,2 Nächte,1 Woche,2 Pers | 145 | service transfer
Hotel,Hotelzimmer,Hotelübernachtung,Gasthof,Wellnesshotel | hôtel,chambre d'hôtel,nuit d'hôtel,auberge,hôtel bien-être
Ferienwohnung,Ferienhaus,Chalet,Apartment,Tiny House | appartement de vacances,maison de vacances,chalet,appart-hôtel,mini-maison
Jugendherberge,Campingplatz,Hostel,Berghütte,Wohnmobilstellplatz | auberge de jeunesse,camping,hostel,cabane de montagne,place camping-car
- Verschiedenes
+ Körperpflege | Pflege,Kosmetik | soin,cosmétique | sensitiv,parfümfrei,Nachfüllpack,für trockene Haut | sensible,sans parfum,recharge,peaux sèches | 50ml,200ml,250ml,1 Stk | 6.4 | drugstore supermarket
Duschgel,Seife,Flüssigseife,Schaumbad,Duschschaum | gel douche,savon,savon liquide,bain moussant,mousse de douche
Shampoo,Haarspülung,Haarkur,Trockenshampoo,Festes Shampoo | shampooing,après-shampooing,masque capillaire,shampooing sec,shampooing solide
Haarspray,Haargel,Haarfarbe,Haarwachs,Lockencreme | laque,gel coiffant,coloration,cire coiffante,crème boucles
Zahnpasta,Zahnbürste,Mundspülung,Zahnseide,Zungenschaber | dentifrice,brosse à dents,bain de bouche,fil dentaire,gratte-langue
Deo,Deospray,Deoroller,Deostick,Deocreme | déodorant,spray déodorant,déo à bille,déo stick,crème déodorante
Gesichtscreme,Tagescreme,Nachtcreme,Augencreme,Serum | crème visage,crème de jour,crème de nuit,contour des yeux,sérum
Körperlotion,Handcreme,Bodylotion,Lippenpflege,Körperöl | lait corporel,crème mains,lotion corps,baume à lèvres,huile corporelle
Sonnencreme,Sonnenspray,After Sun,Sonnenmilch,Sonnenstick | crème solaire,spray solaire,après-soleil,lait solaire,stick solaire
Rasierer,Rasierklingen,Rasierschaum,Rasiergel,Bartöl | rasoir,lames de rasoir,mousse à raser,gel à raser,huile à barbe
Lippenstift,Mascara,Nagellack,Make-up,Lidschatten | rouge à lèvres,mascara,vernis à ongles,fond de teint,fard à paupières
Parfum,Eau de Toilette,Duftset,Rasierwasser,Körperspray | parfum,eau de toilette,coffret parfum,après-rasage,brume parfumée
Windeln,Feuchttücher,Babypuder,Babyöl,Windelhöschen | couches,lingettes,talc bébé,huile bébé,couches-culottes
Damenbinden,Tampons,Slipeinlagen,Menstruationstasse,Periodenslip | serviettes hygiéniques,tampons,protège-slips,coupe menstruelle,culotte menstruelle
Toilettenpapier,WC-Papier,Taschentücher,Wattepads,Wattestäbchen | papier toilette,papier wc,mouchoirs,disques de coton,cotons-tiges
Coiffeur,Haarschnitt,Friseur,Föhnfrisur,Barbier | coiffeur,coupe de cheveux,salon de coiffure,brushing,barbier
Maniküre,Pediküre,Kosmetikbehandlung,Waxing,Wimpernlifting | manucure,pédicure,soin du visage,épilation,rehaussement de cils
Föhn,Haarbürste,Lockenstab,Kamm,Haarglätter | sèche-cheveux,brosse à cheveux,fer à boucler,peigne,lisseur
+ Persönliches und Finanzen | Zubehör,Vertrag | accessoire,contrat | jährlich,klein,Rechnung,Leder | annuel,petit,facture,cuir | 1 Stk,1 Jahr,2 Stk,1 Monat | 75 | online transfer
Armbanduhr,Wecker,Uhrenbatterie,Uhrenarmband,Smartwatch | montre,réveil,pile de montre,bracelet de montre,montre connectée
Ohrringe,Halskette,Ring,Armband,Fußkette | boucles d'oreilles,collier,bague,bracelet,chaîne de cheville
Handtasche,Koffer,Geldbeutel,Reisetasche,Bauchtasche | sac à main,valise,porte-monnaie,sac de voyage,sac banane
Kinderwagen,Autokindersitz,Schnuller,Babyflasche,Tragetuch | poussette,siège auto enfant,tétine,biberon,écharpe de portage
Krankenkasse,Zusatzversicherung,Krankenkassenprämie,Unfallversicherung,Zahnversicherung | caisse maladie,assurance complémentaire,prime maladie,assurance accidents,assurance dentaire
Autoversicherung,Haftpflicht,Kaskoversicherung,Pannenhilfe,Verkehrsrechtsschutz | assurance auto,responsabilité civile,assurance casco,assistance dépannage,protection juridique auto
Hausratversicherung,Gebäudeversicherung,Privathaftpflicht,Wertsachenversicherung,Cyberversicherung | assurance ménage,assurance bâtiment,responsabilité civile privée,assurance objets de valeur,assurance cyber
Kontogebühr,Kreditkartengebühr,Bankspesen,Depotgebühr,Wechselgebühr | frais de compte,frais de carte de crédit,frais bancaires,droits de garde,frais de change
Vereinsbeitrag,Mitgliederbeitrag,Spende,Gewerkschaft,Patenschaft | cotisation association,cotisation membre,don,syndicat,parrainage
`;
